export const id = 9571;
export const ids = [9571];
export const modules = {

/***/ 79571:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BatchGetDeploymentTargetsCommand: () => (/* reexport safe */ _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_0__.B),
/* harmony export */   CodeDeployClient: () => (/* reexport safe */ _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_1__.c),
/* harmony export */   GetDeploymentCommand: () => (/* reexport safe */ _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_2__.T),
/* harmony export */   ListDeploymentTargetsCommand: () => (/* reexport safe */ _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_3__.$)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63686);
/* harmony import */ var _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2771);
/* harmony import */ var _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(47218);
/* harmony import */ var _aws_sdk_client_codedeploy__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(48642);



/***/ })

};
